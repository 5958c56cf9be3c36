# attrib_warnings(target): the warnings every target of ours is built with. The preset `dev` makes them
# errors (CMAKE_COMPILE_WARNING_AS_ERROR); in an optimised build, or with sanitizers, g++ warns of paths that
# nothing takes, and another compiler knows other warnings: neither may stop whoever builds the programs.
function(attrib_warnings target)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic  # the usual
        # A shadowed name is a wrong name one edit later. In a unity build one file's globals stand
        # before another's locals and its unnamed namespace is no longer in the main file.
        $<IF:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,-Wshadow=local,-Wshadow>
        $<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-subobject-linkage>
        -Wconversion -Wsign-conversion  # counts and money never narrow in silence
        -Wold-style-cast -Wuseless-cast $<$<CXX_COMPILER_ID:Clang>:-Wno-unknown-warning-option>
        -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
    # g++ 12 sees dangling strings inside libstdc++'s own operator+ (GCC bug 105651).
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
endfunction()
