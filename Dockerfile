# Builds fake-ice with the project's own set-up, and keeps of all that the program, the libraries
# that it needs, and their licences. `docker build --target test .` runs its tests in Debian 12.
FROM debian:bookworm-slim AS build
WORKDIR /fake-ice
COPY .ci/need .ci/need
RUN .ci/need build cache
COPY . .
# The compiler's cache makes a second build quick.
RUN --mount=type=cache,target=/root/.cache/ccache make build
RUN .ci/image-root build/release/fake-ice /image

FROM build AS test
RUN .ci/need unit
RUN --mount=type=cache,target=/root/.cache/ccache make test-unit

FROM scratch
LABEL org.opencontainers.image.title="fake-ice" \
      org.opencontainers.image.description="Local emulator of Alibaba Cloud ICE's AI App jobs" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /image /
# What is mounted at /fixtures takes the place of this one.
COPY fixtures/default.json /fixtures/default.json
ENV PATH=/usr/bin FAKE_ICE_LISTEN=0.0.0.0:20201 FAKE_ICE_FIXTURES=/fixtures
USER 65534:65534
EXPOSE 20201
HEALTHCHECK --interval=2s --timeout=2s --retries=3 CMD ["fake-ice", "health"]
ENTRYPOINT ["/usr/bin/fake-ice"]
