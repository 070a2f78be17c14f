# Tocsin in a container. Build: docker build -t tocsin .
# Run: docker run -p 127.0.0.1:8420:8420 -v tocsin-data:/data -v /etc/tocsin:/etc/tocsin:ro tocsin
FROM node:20-bookworm-slim AS build
# better-sqlite3 is compiled where no build of it fits.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/tocsin
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run -s build
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/tocsin
COPY package.json LICENSE ./
COPY --from=build /opt/tocsin/node_modules ./node_modules
COPY --from=build /opt/tocsin/dist ./dist
COPY migrations ./migrations
COPY rules ./rules
COPY runbooks ./runbooks
COPY templates ./templates
COPY starter ./starter
COPY --from=build /opt/tocsin/src/demo/data ./src/demo/data
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME ["/data"]
EXPOSE 8420
STOPSIGNAL SIGTERM
# Ready, not only alive: 503 where judging is stuck or the disk is full.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8420/-/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The configuration says `listen: 0.0.0.0:8420`, for which it must name a token.
ENTRYPOINT ["node", "/opt/tocsin/dist/main.js"]
CMD ["serve", "--config", "/etc/tocsin/tocsin.yaml", "--data", "/data"]
