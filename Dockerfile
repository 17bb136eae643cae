# One image for web server, workers and scheduler; compose.yaml names what each runs.
# docs/deployment.md says which of these steps were tried, and how.

# The Python that the tests run on. For builds that are the same for ever, name a digest.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /app
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv /opt/venv
# Everything comes as wheels with known hashes: no compiler, no system library.
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: --requirement requirements/runtime.txt
COPY manage.py pyproject.toml .env.example LICENSE ./
COPY pdfsum pdfsum
COPY library library
COPY search search
COPY chat chat
COPY templates templates
COPY static static
# Needs no secret, no database and no network.
RUN PDFSUM_DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles \
    /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0
RUN /opt/venv/bin/python -m compileall -q pdfsum library search chat

FROM python:${PYTHON}
RUN groupadd --gid 10001 pdfsum && \
    useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data pdfsum && \
    install --directory --mode 0700 --owner pdfsum --group pdfsum /data /backups
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PDFSUM_DATA_DIR=/data \
    PDFSUM_SIGN_OF_LIFE=/tmp/alive \
    STATIC_ROOT=/app/staticfiles
USER 10001:10001
VOLUME /data
EXPOSE 8000
# uvicorn and Celery end what they are at, then themselves.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-m", "pdfsum.healthcheck", "web"]
CMD ["python", "-m", "uvicorn", "pdfsum.asgi:application", \
     "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--timeout-graceful-shutdown", "5", "--timeout-worker-healthcheck", "30", \
     "--no-access-log", "--no-server-header", "--log-level", "warning"]
