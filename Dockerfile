FROM debian:bookworm-slim AS fonts
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /fonts
# Debian ships 仿宋 only inside a TeX package: take the fonts, leave TeX
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get download texlive-lang-chinese \
    && dpkg-deb -x ./*.deb unpacked \
    && find unpacked -name 'Fandol*.otf' -exec install -Dm 644 -t fandol {} +

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates ffmpeg fontconfig fonts-noto-cjk libharfbuzz-subset0 libimage-exiftool-perl libmagic1 \
        libpango-1.0-0 libpangoft2-1.0-0 poppler-utils postgresql-client python3 python3-venv qpdf \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home zhiji \
    && install -d -o zhiji -g zhiji -m 700 /data
COPY --from=fonts /fonts/fandol /usr/local/share/fonts/zhiji-fandol

WORKDIR /app
COPY requirements.lock ./
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY . .

ENV HOST=0.0.0.0 \
    PATH=/app/.venv/bin:$PATH \
    PORT=8000 \
    PYTHONUNBUFFERED=1 \
    ZHIJI_DATA=/data
USER 10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn"]
