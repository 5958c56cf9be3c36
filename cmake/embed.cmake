# attrib_embed(target name file...): makes <name>.cpp with the bytes of each text file as
# `const attrib::embedded_file attrib::<name>[]`, in the order given, ended by an empty entry.
function(attrib_embed target name)
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
    set(files)
    foreach(file IN LISTS ARGN)
        list(APPEND files "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
    endforeach()
    list(JOIN files "|" joined)
    add_custom_command(OUTPUT "${output}"
        COMMAND ${CMAKE_COMMAND} "-DNAME=${name}" "-DOUTPUT=${output}" "-DFILES=${joined}"
            -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_files.cmake"
        DEPENDS ${files} "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_files.cmake"
        VERBATIM)
    target_sources(${target} PRIVATE "${output}")
endfunction()
