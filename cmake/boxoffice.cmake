# One function makes a module: its library from the folder's *.cpp, its test program from *_test.cpp (and tests/*.cpp).
# A link list names every module that may be included; what is not linked is not on the include graph's allowed edges
# (tests/architecture reads the includes and compares).

set(BOXOFFICE_MODULES "" CACHE INTERNAL "")

# Sources of a module are compiled four at a time, as one, and tests eight: what they include costs more than they do. So
# no two of a module give one name to two things, not even in their anonymous namespaces.
function(boxoffice_compile_together name count)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${BOXOFFICE_COMPILE_TOGETHER} UNITY_BUILD_BATCH_SIZE ${count})
endfunction()

function(boxoffice_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS;TEST_DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC boxoffice_build ${arg_DEPENDS})
    target_precompile_headers(${name} REUSE_FROM boxoffice_pch)
    boxoffice_compile_together(${name} 4)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE boxoffice_build ${arg_DEPENDS})
  endif()
  if(tests)
    boxoffice_test(${name}_test SOURCES ${tests} DEPENDS ${name} ${arg_TEST_DEPENDS})
  endif()
endfunction()

function(boxoffice_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  if(NOT BOXOFFICE_TESTS)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE boxoffice_tests_build ${arg_DEPENDS} platform_testing guards_kept
    GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM boxoffice_tests_pch)
  boxoffice_compile_together(${name} 8)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 120)
endfunction()

# Sources that several test programs have in common, compiled once; the programs name it among what they depend on.
function(boxoffice_test_sources name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  if(NOT BOXOFFICE_TESTS)
    return()
  endif()
  add_library(${name} OBJECT ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC boxoffice_tests_build ${arg_DEPENDS} platform_testing)
  target_precompile_headers(${name} REUSE_FROM boxoffice_tests_pch)
  boxoffice_compile_together(${name} 8)
endfunction()

# A test program that needs the engines of script/stack; it reads their addresses from the environment and fails without
# them (ctest -L engines runs these, ctest -LE engines all others).
function(boxoffice_engine_test name)
  if(NOT BOXOFFICE_TESTS)
    return()
  endif()
  boxoffice_test(${name} ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS engines TIMEOUT 600)
endfunction()
