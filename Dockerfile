# The bot in a container:
#   docker build -t troubadour .
#   docker run --name troubadour --stop-timeout 360 -v troubadour:/data -p 127.0.0.1:8080:8080 troubadour

FROM python:3.11-slim-bookworm AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 UV_LINK_MODE=copy
WORKDIR /src

# The dependencies come first, so that a change of the bot alone does not fetch them again.
COPY installer.lock requirements.lock ./
RUN python -m venv /opt/installer \
    && /opt/installer/bin/pip install --quiet --require-hashes -r installer.lock \
    && python -m venv --without-pip /opt/troubadour \
    && /opt/installer/bin/uv pip install --quiet --python /opt/troubadour/bin/python \
        --require-hashes --no-deps --compile-bytecode -r requirements.lock

# The build tools are in requirements.lock as well: nothing is fetched here.
COPY pyproject.toml README.md LICENSE config.example.toml ./
COPY migrations ./migrations
COPY bot ./bot
RUN /opt/installer/bin/uv pip install --quiet --python /opt/troubadour/bin/python \
        --no-deps --no-build-isolation --compile-bytecode .


FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Troubadour" \
      org.opencontainers.image.description="A self-hosted bot that makes whole songs" \
      org.opencontainers.image.licenses="MIT"

# The uid is fixed, so that the volume keeps its owner when the image is built anew.
RUN groupadd --gid 10001 troubadour \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin troubadour \
    && install --directory --owner=troubadour --group=troubadour --mode=0750 /data
COPY --from=builder /opt/troubadour /opt/troubadour

# Inside a container only 0.0.0.0 can be reached from outside; the chat then demands the token that the
# bot prints at its start.
ENV PATH="/opt/troubadour/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    TROUBADOUR_DATA_DIR=/data \
    TROUBADOUR_WEB_HOST=0.0.0.0
USER 10001:10001
# A config.toml in the volume is found here.
WORKDIR /data
VOLUME /data
EXPOSE 8080
# A polite stop: calls that are paid for are waited for, hence --stop-timeout above.
STOPSIGNAL SIGTERM
# Healthy only while the database takes writes and the queue moves.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["troubadour", "health"]
ENTRYPOINT ["troubadour"]
CMD ["run"]
