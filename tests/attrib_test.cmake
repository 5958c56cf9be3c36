# Target LABEL_tests builds the executables of a label.
foreach(label IN ITEMS unit property threads postgres app http)
    add_custom_target(${label}_tests)
endforeach()

# attrib_test(name [WHOLE] LABELS label... SOURCES file... LIBRARIES target...): an executable of
# Catch2 test cases, every case a ctest of its own, run in the source root. With WHOLE all cases of
# the executable are one ctest: for those that share something dear, such as a database server.
function(attrib_test name)
    cmake_parse_arguments(PARSE_ARGV 1 test "WHOLE" "" "LABELS;SOURCES;LIBRARIES")
    add_executable(${name} ${test_SOURCES})
    target_link_libraries(${name} PRIVATE attrib_catch ${test_LIBRARIES} rapidcheck)
    set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF
        UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
    attrib_warnings(${name})
    target_precompile_headers(${name} REUSE_FROM attrib_catch_header)
    foreach(label IN LISTS test_LABELS)
        add_dependencies(${label}_tests ${name})
    endforeach()
    if(test_WHOLE)
        add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
        set_tests_properties(${name} PROPERTIES LABELS "${test_LABELS}" TIMEOUT 1800)
        return()
    endif()
    catch_discover_tests(${name}
        WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
        TEST_PREFIX "${name}: "
        TEST_LIST ${name}_cases
        PROPERTIES TIMEOUT 300)
    # catch_discover_tests cannot pass a list, and labels are one.
    set(labels "${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake")
    file(WRITE "${labels}" "foreach(case IN LISTS ${name}_cases)\n"
        "    set_tests_properties(\"\${case}\" PROPERTIES LABELS \"${test_LABELS}\")\n"
        "endforeach()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels}")
endfunction()
