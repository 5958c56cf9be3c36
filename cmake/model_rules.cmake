# attrib_model_rules(target file...): adds the files, each of which defines
# `const model_rule <name>_rule` in namespace attrib, <name> being the file's, and a source that
# lists them in the order given.
function(attrib_model_rules target)
    set(declared "")
    set(listed "")
    foreach(file IN LISTS ARGN)
        cmake_path(GET file STEM name)
        string(APPEND declared "extern const model_rule ${name}_rule;\n")
        string(APPEND listed "    &${name}_rule,\n")
    endforeach()
    list(LENGTH ARGN count)
    set(output "${CMAKE_CURRENT_BINARY_DIR}/registered_rules.cpp")
    file(CONFIGURE OUTPUT "${output}" @ONLY CONTENT
"#include <cstddef>
#include <libattrib/attribution/model_rule.hpp>

namespace attrib {
@declared@
extern const model_rule* const registered_rules[];
extern const std::size_t registered_rule_count;
const model_rule* const registered_rules[] = {
@listed@};
const std::size_t registered_rule_count = @count@;
}  // namespace attrib
")
    target_sources(${target} PRIVATE ${ARGN} "${output}")
    # Every rule calls its function `weigh`.
    set_source_files_properties(${ARGN} "${output}" TARGET_DIRECTORY ${target}
        PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
