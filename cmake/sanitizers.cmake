# ATTRIB_SANITIZE=address,undefined or =thread: for everything built here, tests included.
if(ATTRIB_SANITIZE)
    add_compile_options(-fsanitize=${ATTRIB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    # Asio's handlers pass through its locks, too, so that the fences which g++ warns of (it does not
    # follow them) decide nothing.
    if(ATTRIB_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-Wno-tsan)
    endif()
    # Checks of every member access, which took a third of the build: a null pointer is a fault that
    # the address sanitizer reports, too.
    if(ATTRIB_SANITIZE MATCHES undefined)
        add_compile_options(-fno-sanitize=null,alignment,object-size,vptr)
    endif()
    add_link_options(-fsanitize=${ATTRIB_SANITIZE})
endif()
