# syntax=docker/dockerfile:1
# One build, two images: docker build --target bff . and docker build --target backend-core .

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/cache mvn -B -ntp -Dmaven.repo.local=/cache -DskipTests -Dspotless.check.skip package \
    && for service in backend-core bff; do \
         java -Djarmode=tools -jar $service/target/$service.jar extract --layers --launcher --destination /out/$service; \
       done

FROM eclipse-temurin:25-jre AS service
RUN groupadd --system --gid 10001 braid \
    && useradd --system --uid 10001 --gid braid --home-dir /var/lib/braid --create-home braid
USER braid
WORKDIR /app
ENV BRAID_DATA_DIR=/var/lib/braid
# Exec form, so that SIGTERM reaches the JVM and open requests are drained.
ENTRYPOINT ["java", "org.springframework.boot.loader.launch.JarLauncher"]

FROM service AS backend-core
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=70"
EXPOSE 8090 8091
COPY --from=build /out/backend-core/dependencies/ ./
COPY --from=build /out/backend-core/spring-boot-loader/ ./
COPY --from=build /out/backend-core/snapshot-dependencies/ ./
COPY --from=build /out/backend-core/application/ ./

FROM service AS bff
# On JDK 25 Netty's adaptive allocator costs almost twice as much per large body as the pooled one.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -Dio.netty.allocator.type=pooled"
EXPOSE 8080 8081
COPY --from=build /out/bff/dependencies/ ./
COPY --from=build /out/bff/spring-boot-loader/ ./
COPY --from=build /out/bff/snapshot-dependencies/ ./
COPY --from=build /out/bff/application/ ./
