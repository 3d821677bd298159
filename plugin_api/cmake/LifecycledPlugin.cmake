# lifecycled_add_plugin(NAME SOURCES file ... [OUTPUT_DIRECTORY folder])
#
# Makes the channel plugin NAME.so: a module without prefix that exports lifecycled_plugin alone and has no undefined
# symbol, so that loading it either works at once or says what is missing. It lies in OUTPUT_DIRECTORY, else in
# LIFECYCLED_PLUGIN_DIRECTORY, else at the top of the build.
set(LIFECYCLED_PLUGIN_VERSION_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/plugin.version CACHE INTERNAL "")

function(lifecycled_add_plugin NAME)
  cmake_parse_arguments(PLUGIN "" "OUTPUT_DIRECTORY" "SOURCES" ${ARGN})
  if(NOT PLUGIN_SOURCES OR PLUGIN_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "lifecycled_add_plugin(${NAME}): write lifecycled_add_plugin(NAME SOURCES file ...)")
  endif()
  if(NOT PLUGIN_OUTPUT_DIRECTORY)
    set(PLUGIN_OUTPUT_DIRECTORY ${LIFECYCLED_PLUGIN_DIRECTORY})
  endif()
  if(NOT PLUGIN_OUTPUT_DIRECTORY)
    set(PLUGIN_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
  add_library(${NAME} MODULE ${PLUGIN_SOURCES})
  target_link_libraries(${NAME} PRIVATE lifecycled::plugin_api)
  set_target_properties(${NAME} PROPERTIES
    PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${PLUGIN_OUTPUT_DIRECTORY}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON
    LINK_DEPENDS ${LIFECYCLED_PLUGIN_VERSION_SCRIPT})
  target_link_options(${NAME} PRIVATE LINKER:--version-script=${LIFECYCLED_PLUGIN_VERSION_SCRIPT})
  # A sanitizer's run-time is linked into the program, so a module of such a build has undefined symbols rightly.
  get_target_property(options ${NAME} COMPILE_OPTIONS)
  if(NOT "${options} ${CMAKE_CXX_FLAGS} ${CMAKE_C_FLAGS}" MATCHES "-fsanitize")
    target_link_options(${NAME} PRIVATE LINKER:-z,defs)
  endif()
  # STB_GNU_UNIQUE symbols would turn dlclose into a no-op, and a reload would silently give the old code.
  target_compile_options(${NAME} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
endfunction()
