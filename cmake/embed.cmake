# Files that are part of the executable. The bytes go in by the assembler, so that a large file costs no compile time.

find_program(BOXOFFICE_NODE NAMES node nodejs REQUIRED)

# boxoffice_embed(<target> NAMESPACE boxoffice::x NAME templates FILES a.mustache b.txt …)
# gives <target> the header "generated/<target>_templates.hpp" with `std::string_view templates(std::string_view name)`:
# name is the file's name without its folder; throws std::out_of_range for others.
function(boxoffice_embed target)
  cmake_parse_arguments(arg "" "NAMESPACE;NAME" "FILES" ${ARGN})
  boxoffice_embed_kind(${target} texts ${arg_NAMESPACE} ${arg_NAME} ${target}_${arg_NAME} "${arg_FILES}"
    "#include <string_view>\n\nnamespace ${arg_NAMESPACE} {
/// The file of this name, as it was when the program was built; throws std::out_of_range when there is none.
std::string_view ${arg_NAME}(std::string_view name);
}\n")
endfunction()

# boxoffice_openapi(<target> <service>): the folder's openapi.yaml as JSON, by "generated/<service>_openapi.hpp":
# `boxoffice::<service>::openapi_json`.
function(boxoffice_openapi target service)
  boxoffice_embed_kind(${target} openapi boxoffice::${service} openapi_json ${service}_openapi "openapi.yaml"
    "#include <string_view>\n\nnamespace boxoffice::${service} {
/// The service's OpenAPI document, as JSON.
extern const std::string_view openapi_json;
}\n")
endfunction()

# boxoffice_assets(<target> NAMESPACE boxoffice::x NAME assets FILES styles.css …): "generated/<target>.hpp" with
# `std::span<const http::Asset> assets()`, in the order of FILES.
function(boxoffice_assets target)
  cmake_parse_arguments(arg "" "NAMESPACE;NAME" "FILES" ${ARGN})
  boxoffice_embed_kind(${target} assets ${arg_NAMESPACE} ${arg_NAME} ${target} "${arg_FILES}"
    "#include \"platform/http/service_routes.hpp\"\n\n#include <span>\n\nnamespace ${arg_NAMESPACE} {
/// The files of web/ that are part of the executable.
std::span<const http::Asset> ${arg_NAME}();
}\n")
endfunction()

# The library `<base>_embedded`, linked to target; base also names the header.
function(boxoffice_embed_kind target kind namespace name base files declaration)
  set(out ${PROJECT_BINARY_DIR}/generated/generated/${base})
  set(paths "")
  foreach(file IN LISTS files)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    list(APPEND paths ${file})
  endforeach()
  file(CONFIGURE OUTPUT ${out}.hpp CONTENT "#pragma once\n\n${declaration}" @ONLY)
  add_custom_command(OUTPUT ${out}.S ${out}.cpp
    COMMAND ${BOXOFFICE_NODE} ${PROJECT_SOURCE_DIR}/cmake/embed.mjs ${kind}
      --namespace ${namespace} --name ${name} --symbol boxoffice_${base} --out ${out} ${paths}
    DEPENDS ${PROJECT_SOURCE_DIR}/cmake/embed.mjs ${paths}
    COMMENT "Embedding ${base}" VERBATIM)
  set_source_files_properties(${out}.S PROPERTIES OBJECT_DEPENDS "${paths}")
  add_library(${base}_embedded STATIC ${out}.cpp ${out}.S)
  target_include_directories(${base}_embedded PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(${target} INTERFACE ${base}_embedded)
  else()
    target_link_libraries(${target} PRIVATE ${base}_embedded)
  endif()
endfunction()
