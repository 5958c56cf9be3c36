# What runs on a Citus cluster that is there already. ATTRIB_TEST_CITUS has the URLs of its
# coordinator and then of its workers; without it ctest lists the tests as skipped.
attrib_test(citus_test WHOLE LABELS app
    SOURCES
        citus/cluster_test.cpp
        citus/killed_load_test.cpp
        citus/shard_fill_test.cpp
        citus/shard_store_test.cpp
        citus/shards_test.cpp
        citus/unfinished_commits_test.cpp
    LIBRARIES attrib::postgres attrib_test_support)
add_dependencies(citus_test attrib-load attrib-model attrib-stream)

attrib_test(citus_http_test WHOLE LABELS app
    SOURCES
        citus/cluster_answers_test.cpp
    LIBRARIES attrib::http attrib_test_support nlohmann_json::nlohmann_json)
add_dependencies(citus_http_test attrib-load attrib-model attrib-serve)

foreach(test IN ITEMS citus_test citus_http_test)
    target_compile_definitions(${test} PRIVATE ATTRIB_PROGRAMS="$<TARGET_FILE_DIR:attrib-load>")
    set_tests_properties(${test} PROPERTIES SKIP_REGULAR_EXPRESSION "skipped: ")
endforeach()
