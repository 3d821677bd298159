# lifecycled_room(NAME [DEPENDS target ...])
#
# A room is one folder of daemon/: its sources become the static library lifecycled_NAME, its *_test.cpp files
# become the program NAME_test and one ctest entry. Sources are found by name, so that adding a file is one act;
# a main.cpp is left to the program that links the room.
function(lifecycled_room NAME)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;TEST_DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  file(GLOB headers CONFIGURE_DEPENDS *.hpp)
  if(tests)
    list(REMOVE_ITEM sources ${tests})
  endif()
  list(FILTER sources EXCLUDE REGEX "/main[.]cpp$")
  add_library(lifecycled_${NAME} STATIC ${sources} ${headers})
  target_include_directories(lifecycled_${NAME} PUBLIC ${CMAKE_SOURCE_DIR}/daemon)
  target_link_libraries(lifecycled_${NAME} PRIVATE lifecycled_warnings PUBLIC ${ROOM_DEPENDS})
  if(tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE lifecycled_${NAME} lifecycled_warnings lifecycled_doctest_main ${ROOM_TEST_DEPENDS})
    # Tests are compiled often and run for seconds: the optimiser would cost more than it saves.
    target_compile_options(${NAME}_test PRIVATE -O0)
    target_compile_definitions(${NAME}_test PRIVATE
      LIFECYCLED_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LIFECYCLED_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${NAME} COMMAND ${NAME}_test)
    set_tests_properties(${NAME} PROPERTIES LABELS unit TIMEOUT 300)
  endif()
endfunction()

# cmake -DLIFECYCLED_FUZZ=ON makes a libFuzzer target of each fuzz/*_fuzz.cpp of a room (clang only).
option(LIFECYCLED_FUZZ "Build the libFuzzer targets" OFF)
function(lifecycled_fuzz NAME)
  if(NOT LIFECYCLED_FUZZ)
    return()
  endif()
  target_compile_options(lifecycled_${NAME} PRIVATE -fsanitize=fuzzer-no-link)
  file(GLOB sources CONFIGURE_DEPENDS fuzz/*_fuzz.cpp)
  foreach(source ${sources})
    get_filename_component(target ${source} NAME_WE)
    add_executable(${target} ${source})
    target_link_libraries(${target} PRIVATE lifecycled_${NAME} lifecycled_warnings)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  endforeach()
endfunction()

# One doctest main for all test programs: it costs seven seconds to compile, once.
function(lifecycled_doctest_main)
  add_library(lifecycled_doctest_main OBJECT ${CMAKE_SOURCE_DIR}/tests/doctest_main.cpp)
  target_link_libraries(lifecycled_doctest_main PUBLIC doctest::doctest)
endfunction()
lifecycled_doctest_main()
