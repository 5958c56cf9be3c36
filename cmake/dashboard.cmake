# attrib_dashboard(target): embeds the files of apps/dashboard as `dashboard_files`.
function(attrib_dashboard target)
    set(folder "${PROJECT_SOURCE_DIR}/apps/dashboard")
    file(GLOB_RECURSE files CONFIGURE_DEPENDS "${folder}/*")
    # Those whose endings static_files knows.
    list(FILTER files INCLUDE REGEX "\\.(html|css|js|mjs|svg|png|woff2)$")
    attrib_embed(${target} dashboard_files BASE "${folder}" ${files})
endfunction()
