# attrib_embed(target name [BASE folder] file...): adds to `target` a source that holds the text of
# each file as `const attrib::embedded_file attrib::<name>[]`, in the order given, ended by an empty
# entry. Files are called by their names, with BASE by their paths from that folder.
# Written when CMake configures, and again when one of the files changes.
function(attrib_embed target name)
    cmake_parse_arguments(PARSE_ARGV 2 given "" "BASE" "")
    set(source "#include <libattrib/core/embedded_file.hpp>\n\nnamespace attrib {\n")
    string(APPEND source "extern const embedded_file ${name}[];\nconst embedded_file ${name}[] = {\n")
    foreach(file IN LISTS given_UNPARSED_ARGUMENTS)
        cmake_path(ABSOLUTE_PATH file NORMALIZE)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
        file(READ "${file}" text)
        cmake_path(GET file FILENAME base)
        if(given_BASE)
            cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${given_BASE}" OUTPUT_VARIABLE base)
        endif()
        string(APPEND source "    {\"${base}\", ")
        # Compilers limit the length of one literal; neighbours are joined.
        string(LENGTH "${text}" length)
        foreach(offset RANGE 0 ${length} 8000)
            string(SUBSTRING "${text}" ${offset} 8000 piece)
            string(APPEND source "R\"~~~~(${piece})~~~~\"\n        ")
        endforeach()
        string(APPEND source "\"\"},\n")
    endforeach()
    string(APPEND source "    {\"\", \"\"},\n};\n}  // namespace attrib\n")
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
    set(old "")
    if(EXISTS "${output}")
        file(READ "${output}" old)
    endif()
    if(NOT old STREQUAL source)
        file(WRITE "${output}" "${source}")
    endif()
    target_sources(${target} PRIVATE "${output}")
    # A source of nobody's hand: not among those that readers and their tools go through.
    set_source_files_properties("${output}" TARGET_DIRECTORY ${target}
        PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
