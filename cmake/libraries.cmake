# The libraries of others. All are Debian 12 packages; .ci/need lists and installs them.
if(FAKE_ICE_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 3.37 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tl-expected REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(pugixml REQUIRED)
find_package(valijson REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)

# Few files use these two, which Debian has not as archives. spdlog would bring the shared fmt.
set_target_properties(spdlog::spdlog_header_only PROPERTIES
                      INTERFACE_LINK_LIBRARIES "Threads::Threads;fmt::fmt-header-only")

# Debian's header of cpp-httplib only declares what its shared library has; .ci/httplib gets the
# whole one from the source of the same package.
if(FAKE_ICE_STATIC)
  set(FAKE_ICE_HTTPLIB ${PROJECT_SOURCE_DIR}/build/httplib CACHE PATH
      "The folder of cpp-httplib's whole header")
  if(NOT EXISTS ${FAKE_ICE_HTTPLIB}/httplib.h)
    message(FATAL_ERROR "There is no httplib.h in ${FAKE_ICE_HTTPLIB}: .ci/httplib gets it.")
  endif()
  add_library(fake_ice_httplib INTERFACE)
  target_include_directories(fake_ice_httplib SYSTEM INTERFACE ${FAKE_ICE_HTTPLIB})
  target_compile_definitions(fake_ice_httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT
                             CPPHTTPLIB_ZLIB_SUPPORT)
  target_link_libraries(fake_ice_httplib INTERFACE OpenSSL::SSL ZLIB::ZLIB Threads::Threads)
else()
  # The package's flags carry macros that change the layout of cpp-httplib's classes.
  pkg_check_modules(cpp_httplib REQUIRED IMPORTED_TARGET cpp-httplib)
  add_library(fake_ice_httplib ALIAS PkgConfig::cpp_httplib)
endif()
