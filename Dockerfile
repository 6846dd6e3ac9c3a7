# The load generator as a service; docs/deploy.md says how to run it.
ARG BASE_IMAGE=node:24-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# A registry of one's own comes as a secret: --secret id=npmrc,src=$HOME/.npmrc
# Nothing that is needed here has an install script, so none may run.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${BASE_IMAGE}
ARG VERSION=dev
LABEL org.opencontainers.image.title="statestorm" \
  org.opencontainers.image.description="A load generator that speaks Locust's HTTP API and the SRE Recipe API" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}"
# Nobody stands at a container to type a host into the page: without one it exits with 2.
ENV NODE_ENV=production \
  LOCUST_WEB_PORT=8089 \
  LOCUST_WEB_PORT_SRE_RECIPE=8090 \
  STATESTORM_REQUIRE_HOST=true
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
# Load files and statestorm.conf are mounted here.
WORKDIR /load
# By number, so that Kubernetes can tell that it is not root.
USER 65532:65532
EXPOSE 8089 8090
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/dist/src/main.js"]
