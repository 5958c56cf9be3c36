# Tests of libattrib/http: those without a socket or a database, and the server with both.
attrib_test(http_unit_test LABELS unit threads
    SOURCES
        unit/http/access_test.cpp
        unit/http/answer_cache_test.cpp
        unit/http/api_documents_test.cpp
        unit/http/api_listing_test.cpp
        unit/http/byte_budget_test.cpp
        unit/http/chunk_framing_test.cpp
        unit/http/collect_routes_test.cpp
        unit/http/connection_limits_test.cpp
        unit/http/digest_test.cpp
        unit/http/endpoints_test.cpp
        unit/http/event_message_test.cpp
        unit/http/fair_queue_test.cpp
        unit/http/gzip_test.cpp
        unit/http/metrics_test.cpp
        unit/http/negotiation_test.cpp
        unit/http/out_queue_test.cpp
        unit/http/parse_problem_test.cpp
        unit/http/problem_test.cpp
        unit/http/query_parameters_test.cpp
        unit/http/rate_limit_test.cpp
        unit/http/ready_sockets_test.cpp
        unit/http/reference_page_test.cpp
        unit/http/report_query_test.cpp
        unit/http/request_test.cpp
        unit/http/request_view_test.cpp
        unit/http/response_test.cpp
        unit/http/schema_example_test.cpp
        unit/http/signed_token_test.cpp
        unit/http/sse_broker_test.cpp
        unit/http/static_files_test.cpp
        unit/http/unread_answers_test.cpp
    LIBRARIES attrib::http nlohmann_json::nlohmann_json OpenSSL::Crypto ZLIB::ZLIB re2)

attrib_test(http_test WHOLE LABELS http
    SOURCES
        ../apps/serve/access_log.cpp
        ../apps/serve/greeting.cpp
        http/access_log_test.cpp
        http/api_test.cpp
        http/change_listener_test.cpp
        http/dashboard_test.cpp
        http/database_pool_test.cpp
        http/endpoints_figures_test.cpp
        http/export_test.cpp
        http/greeting_test.cpp
        http/hostile_parameters_test.cpp
        http/http_access_test.cpp
        http/http_stream_test.cpp
        http/ingest_test.cpp
        http/largest_values_test.cpp
        http/limits_test.cpp
        http/live_journeys_test.cpp
        http/openapi_test.cpp
        http/outage_test.cpp
        http/protocol_test.cpp
        http/random_bytes_test.cpp
        http/reference_test.cpp
        http/request_rate_test.cpp
        http/server_test.cpp
        http/shop_figures_test.cpp
        http/standby_test.cpp
    LIBRARIES attrib::http attrib_console nlohmann_json::nlohmann_json fmt::fmt re2)
target_compile_definitions(http_test PRIVATE ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-serve>")
add_dependencies(http_test attrib-serve attrib-load attrib-model attrib-stream)

# The same server, as clients of a site see it.
attrib_test(collect_http_test WHOLE LABELS http
    SOURCES
        http/collect_overload_test.cpp
        http/collect_push_test.cpp
        http/collect_test.cpp
        http/group_commit_test.cpp
    LIBRARIES attrib::http attrib_console nlohmann_json::nlohmann_json fmt::fmt OpenSSL::Crypto)
target_compile_definitions(collect_http_test PRIVATE
    ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-serve>")
add_dependencies(collect_http_test attrib-serve attrib-model)

# ATTRIB_TORTURE_ROUNDS=500 in the environment makes it longer.
attrib_test(torture_test WHOLE LABELS app
    SOURCES
        torture/drawn_rows.cpp
        torture/moments.cpp
        torture/sources.cpp
        torture/torture_test.cpp
        torture/world.cpp
    LIBRARIES attrib::postgres nlohmann_json::nlohmann_json fmt::fmt)
target_compile_definitions(torture_test PRIVATE ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-serve>")
add_dependencies(torture_test attrib-load attrib-model attrib-serve attrib-stream)

# Seconds, as in postgres_tests.cmake.
set_tests_properties(http_test PROPERTIES COST 120)
set_tests_properties(torture_test collect_http_test PROPERTIES COST 10)
