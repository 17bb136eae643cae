from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from library.models import Passage
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either
from search import queries
from search.queries import Mode

# Longer questions say nothing more: the embedder reads 256 tokens.
MAX_LENGTH = 500


@login_required
@require_safe
def search(request: UserRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:MAX_LENGTH]
    asked = request.GET.get("mode")
    mode = Mode(asked) if asked in Mode.values else Mode.HYBRID
    results = None
    if text:
        cursor = request.GET.get("cursor")
        results = queries.search(user=request.user, text=text, mode=mode, cursor=cursor)
    return render_either(
        request,
        page="search/search.html",
        partial="search/_hits.html",
        context={
            "query": text,
            "mode": mode,
            "modes": Mode.choices,
            "results": results,
            # Called by the template, where nothing was found.
            "has_passages": Passage.objects.visible_to(request.user).exists,
        },
    )
