# ATTRIB_SANITIZE=address,undefined or =thread: for everything built here, tests included.
if(ATTRIB_SANITIZE)
    add_compile_options(-fsanitize=${ATTRIB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${ATTRIB_SANITIZE})
endif()
