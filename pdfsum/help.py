from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from pdfsum.lib.shared_pages import same_for_everyone


@same_for_everyone
def help_page(request: HttpRequest) -> HttpResponse:
    """What pdfsum does. Rendered without the request: nothing in it is personal."""
    return HttpResponse(render_to_string("help.html"))
