# Tests of libattrib/{postgres,ingest,marts,sql_models,report}: those that need no server, and those on a private one of their own.
attrib_test(postgres_unit_test LABELS unit threads
    SOURCES
        unit/marts/bisect_test.cpp
        unit/postgres/bounded_queue_test.cpp
        unit/postgres/connection_string_test.cpp
        unit/postgres/copy_decoder_test.cpp
        unit/postgres/copy_encoder_test.cpp
        unit/postgres/copy_table_test.cpp
        unit/ingest/event_copy_test.cpp
        unit/ingest/identifier_search_test.cpp
        unit/ingest/ledger_test.cpp
        unit/marts/conversion_credits_test.cpp
        unit/marts/day_range_test.cpp
        unit/marts/journey_change_test.cpp
        unit/marts/row_copy_test.cpp
        unit/marts/summary_sum_test.cpp
        unit/postgres/session_settings_test.cpp
        unit/ingest/replay_test.cpp
        unit/ingest/source_identity_test.cpp
        unit/ingest/stream_reader_test.cpp
        unit/postgres/sql_state_test.cpp
        unit/journeys/credit_fold_test.cpp
        unit/journeys/credit_question_test.cpp
        unit/journeys/journey_block_test.cpp
        unit/journeys/path_fold_test.cpp
        unit/journeys/path_page_test.cpp
        unit/journeys/path_question_test.cpp
        unit/journeys/path_texts_test.cpp
        unit/journeys/role_fold_test.cpp
        unit/journeys/session_block_test.cpp
        unit/journeys/session_fold_test.cpp
        unit/journeys/session_question_test.cpp
        unit/journeys/session_slots_test.cpp
        unit/journeys/share_condition_test.cpp
        unit/journeys/user_table_test.cpp
        unit/journeys/value_fold_test.cpp
        unit/report/conversion_key_test.cpp
        unit/report/csv_pieces_test.cpp
        unit/report/page_cursor_test.cpp
        unit/report/path_cursor_test.cpp
        unit/report/path_text_test.cpp
        unit/report/query_condition_test.cpp
        unit/report/query_metric_test.cpp
        unit/report/query_request_test.cpp
        unit/report/query_rows_test.cpp
        unit/report/query_table_test.cpp
        unit/report/rounded_ratio_test.cpp
        unit/report/row_values_test.cpp
        unit/dbt/model_graph_test.cpp
        unit/dbt/model_properties_test.cpp
        unit/dbt/model_template_test.cpp
        unit/dbt/sql_project_test.cpp
        unit/dbt/table_views_test.cpp
        unit/dbt/template_expression_test.cpp
    LIBRARIES attrib::postgres attrib_test_support re2)

attrib_test(postgres_test WHOLE LABELS postgres
    SOURCES
        postgres/advisory_lock_test.cpp
        postgres/array_text_test.cpp
        postgres/autovacuum_test.cpp
        postgres/parameter_array_test.cpp
        postgres/child_process_test.cpp
        postgres/build_models_test.cpp
        postgres/connection_test.cpp
        postgres/copy_sink_test.cpp
        postgres/copy_stream_test.cpp
        postgres/data_tests_test.cpp
        postgres/distribution_test.cpp
        postgres/event_source_test.cpp
        postgres/follow_outage_test.cpp
        postgres/follow_tables_test.cpp
        postgres/followed_sources_test.cpp
        postgres/forget_test.cpp
        postgres/forgotten_users_test.cpp
        postgres/hidden_rows_test.cpp
        postgres/largest_values_test.cpp
        postgres/ledger_merge_test.cpp
        postgres/loader_failure_test.cpp
        postgres/journey_loader_test.cpp
        postgres/journey_store_test.cpp
        postgres/ignored_columns_test.cpp
        postgres/json_sources_test.cpp
        postgres/last_verification_test.cpp
        postgres/loader_test.cpp
        postgres/local_cluster_test.cpp
        postgres/journey_delta_test.cpp
        postgres/mart_delta_test.cpp
        postgres/model_state_test.cpp
        postgres/open_session_test.cpp
        postgres/pending_batches_test.cpp
        postgres/private_folder_test.cpp
        postgres/quarantine_test.cpp
        postgres/raw_batch_test.cpp
        postgres/raw_events_test.cpp
        postgres/reader_role_test.cpp
        postgres/rebuild_by_sql_test.cpp
        postgres/rebuild_test.cpp
        postgres/reconnect_test.cpp
        postgres/refresh_minutes_test.cpp
        postgres/refresh_property_test.cpp
        postgres/refresh_step_test.cpp
        postgres/refresh_test.cpp
        postgres/refused_users_test.cpp
        postgres/savepoint_test.cpp
        postgres/schema_tables_test.cpp
        postgres/schema_test.cpp
        postgres/session_loader_test.cpp
        postgres/session_store_test.cpp
        postgres/source_lock_test.cpp
        postgres/source_store_test.cpp
        postgres/stream_test.cpp
        postgres/table_change_test.cpp
        postgres/table_layout_test.cpp
        postgres/text_hash_test.cpp
        postgres/take_out_users_test.cpp
        postgres/time_zone_test.cpp
        postgres/sql_attribution_test.cpp
        postgres/sql_channels_test.cpp
        postgres/sql_drawn_journeys_test.cpp
        postgres/sql_property_test.cpp
        postgres/verify_tables_test.cpp
        postgres/unfinished_commits_test.cpp
        postgres/views_test.cpp
    LIBRARIES attrib::postgres attrib_test_support)
target_compile_definitions(postgres_test PRIVATE ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-load>")
add_dependencies(postgres_test attrib-load)

attrib_test(postgres_report_test WHOLE LABELS postgres
    SOURCES
        postgres/conversion_pages_test.cpp
        postgres/conversion_row_test.cpp
        postgres/credit_answer_test.cpp
        postgres/csv_report_test.cpp
        postgres/events_report_test.cpp
        postgres/journey_report_test.cpp
        postgres/long_csv_test.cpp
        postgres/model_answers_test.cpp
        postgres/markov_answer_test.cpp
        postgres/removal_effects_test.cpp
        postgres/verify_chains_test.cpp
        postgres/path_marts_test.cpp
        postgres/path_reports_test.cpp
        postgres/query_report_test.cpp
        postgres/report_filter_test.cpp
        postgres/report_scope_test.cpp
        postgres/report_test.cpp
        postgres/report_view_test.cpp
        postgres/report_source_test.cpp
        postgres/row_reader_test.cpp
        postgres/stored_counts_test.cpp
        postgres/session_answer_test.cpp
        postgres/quality_report_test.cpp
        postgres/values_report_test.cpp
    LIBRARIES attrib::postgres attrib_test_support nlohmann_json::nlohmann_json fmt::fmt re2)

attrib_test(postgres_apps_test WHOLE LABELS app
    SOURCES
        apps/examples_test.cpp
        apps/largest_values_app_test.cpp
        apps/model_app_test.cpp
        apps/pooler_test.cpp
        apps/postgres_apps_test.cpp
        apps/private_cluster_test.cpp
        apps/rights_test.cpp
        apps/stream_app_test.cpp
        apps/truth_postgres_test.cpp
    LIBRARIES attrib::postgres)
target_compile_definitions(postgres_apps_test PRIVATE
    ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-load>")
add_dependencies(postgres_apps_test attrib-attribute attrib-load attrib-model attrib-stream sessionize first_and_last_click
    load_into_postgres)

attrib_test(stream_apps_test WHOLE LABELS app
    SOURCES
        apps/followed_stream_test.cpp
        apps/stream_restart_test.cpp
        apps/stream_source_test.cpp
    LIBRARIES attrib::postgres ZLIB::ZLIB PkgConfig::zstd)
add_dependencies(stream_apps_test attrib-attribute)
target_compile_definitions(stream_apps_test PRIVATE
    ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-load>")
add_dependencies(stream_apps_test attrib-load attrib-model attrib-stream)

# Brokers are librdkafka's mock cluster; tests/kafka/run.sh has real ones.
attrib_test(kafka_test WHOLE LABELS postgres
    SOURCES
        apps/kafka_app_test.cpp
        postgres/kafka_stream_test.cpp
        postgres/message_source_test.cpp
        postgres/message_stream_test.cpp
    LIBRARIES attrib::postgres PkgConfig::rdkafka)
target_compile_definitions(kafka_test PRIVATE ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-load>")
add_dependencies(kafka_test attrib-stream)

add_executable(kafka_tool kafka/kafka_tool.cpp)
target_link_libraries(kafka_tool PRIVATE PkgConfig::rdkafka)
target_compile_features(kafka_tool PRIVATE cxx_std_20)
attrib_warnings(kafka_tool)
# Without Java, Maven or Maven Central it says so and ctest lists it as skipped.
add_test(NAME real_kafka_test COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/kafka/run.sh"
    "$<TARGET_FILE_DIR:attrib-stream>" WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
set_tests_properties(real_kafka_test PROPERTIES LABELS app SKIP_RETURN_CODE 77 TIMEOUT 1800)

attrib_test(dbt_test WHOLE LABELS app
    SOURCES
        dbt/dbt_duckdb_test.cpp
        dbt/dbt_package_test.cpp
        dbt/dbt_state_test.cpp
        dbt/dbt_test.cpp
    LIBRARIES attrib::postgres)
target_compile_definitions(dbt_test PRIVATE ATTRIB_DBT_FOLDER="${CMAKE_CURRENT_BINARY_DIR}/dbt-environment")
# Without PyPI it says so and ctest lists it as skipped.
set_tests_properties(dbt_test PROPERTIES SKIP_REGULAR_EXPRESSION "skipped: " TIMEOUT 1800)

# Seconds by which ctest orders a first run: the longest test must not begin last and run by itself.
set_tests_properties(postgres_test PROPERTIES COST 240)
set_tests_properties(dbt_test PROPERTIES COST 170)
set_tests_properties(kafka_test PROPERTIES COST 140)
set_tests_properties(postgres_report_test real_kafka_test PROPERTIES COST 30)
set_tests_properties(postgres_apps_test stream_apps_test PROPERTIES COST 15)
