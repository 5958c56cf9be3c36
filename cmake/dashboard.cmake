# attrib_dashboard(target): embeds the files of apps/dashboard as `dashboard_files`, with the charts
# that its install.sh gets from npm: at build time, so that no program needs npm.
function(attrib_dashboard target)
    set(folder "${PROJECT_SOURCE_DIR}/apps/dashboard")
    set(files "")
    if(ATTRIB_DASHBOARD)
        attrib_install_dashboard("${folder}")
        attrib_dashboard_files("${folder}" files)
        file(GLOB notices CONFIGURE_DEPENDS "${folder}/vendor/LICENSE.*" "${folder}/vendor/NOTICE.*")
        if(ATTRIB_INSTALL)
            install(FILES ${notices} DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/attrib"
                COMPONENT programs)
        endif()
    endif()
    attrib_embed(${target} dashboard_files BASE "${folder}" ${files})
endfunction()

function(attrib_install_dashboard folder)
    set(script "${folder}/install.sh")
    if(NOT EXISTS "${script}")
        return()
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${script}"
        "${folder}/package-lock.json")
    execute_process(COMMAND "${script}" OUTPUT_VARIABLE said ERROR_VARIABLE said
        RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${script} cannot get the dashboard's charts from npm:\n${said}\n"
            "Run it where npm (Debian: apt install npm) reaches its registry, or configure with "
            "-DATTRIB_DASHBOARD=OFF to build attrib-serve without the dashboard.")
    endif()
endfunction()

# Sets `out` to the files that a browser may ask for: those whose endings static_files knows, in the
# folder and in all folders of it but npm's.
function(attrib_dashboard_files folder out)
    file(GLOB entries LIST_DIRECTORIES true CONFIGURE_DEPENDS "${folder}/*")
    set(files "")
    foreach(entry IN LISTS entries)
        if(NOT IS_DIRECTORY "${entry}")
            list(APPEND files "${entry}")
        elseif(NOT entry MATCHES "/node_modules$")
            file(GLOB_RECURSE inside CONFIGURE_DEPENDS "${entry}/*")
            list(APPEND files ${inside})
        endif()
    endforeach()
    list(FILTER files INCLUDE REGEX "\\.(html|css|js|mjs|svg|png|woff2)$")
    set(${out} "${files}" PARENT_SCOPE)
endfunction()
