# Install rules: attrib::core and attrib::postgres for find_package(attrib), the seeds of the
# channel rules, the license. Components: core, postgres, programs (apps/CMakeLists.txt).
include(CMakePackageConfigHelpers)
set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/attrib")

function(attrib_install_library name)
    install(TARGETS attrib_${name} EXPORT attrib-${name}-targets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${name}
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${name}
        FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT ${name})
    install(EXPORT attrib-${name}-targets NAMESPACE attrib::
        DESTINATION "${package_folder}" COMPONENT ${name})
endfunction()

attrib_install_library(core)
if(ATTRIB_POSTGRES)
    attrib_install_library(postgres)
endif()
if(ATTRIB_HTTP)
    attrib_install_library(http)
endif()

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/attribConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/attribConfig.cmake" INSTALL_DESTINATION "${package_folder}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/attribConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/attribConfig.cmake"
    "${PROJECT_BINARY_DIR}/attribConfigVersion.cmake"
    DESTINATION "${package_folder}" COMPONENT core)

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/attrib" COMPONENT core)
install(FILES "${PROJECT_SOURCE_DIR}/models/seeds/channel_rules.csv"
    "${PROJECT_SOURCE_DIR}/models/seeds/channel_sources.csv"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/attrib/seeds" COMPONENT core)
