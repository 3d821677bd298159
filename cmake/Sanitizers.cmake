# LIFECYCLED_SANITIZE is a list such as "address,undefined" or "thread"; the presets asan and tsan set it.
set(LIFECYCLED_SANITIZE "" CACHE STRING "Sanitizers to build everything with, comma separated")
if(LIFECYCLED_SANITIZE)
  add_compile_options(-fsanitize=${LIFECYCLED_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LIFECYCLED_SANITIZE})
endif()
