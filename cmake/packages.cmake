# What `cmake --install` puts where, and the .deb and tar.gz that .ci/dist makes of it with CPack.
# What the static program asks for at the most; tests/dist sees to it, and .ci/dist reads it.
set(FAKE_ICE_GLIBC 2.34 CACHE INTERNAL "")
set(documents ${CMAKE_INSTALL_DATADIR}/doc/fake-ice)
install(TARGETS fake-ice RUNTIME COMPONENT program)
install(FILES LICENSE DESTINATION ${documents} RENAME copyright COMPONENT program)
# Of what is linked into the program; .ci/dist collects them.
install(DIRECTORY ${PROJECT_BINARY_DIR}/licences DESTINATION ${documents} COMPONENT program
        OPTIONAL)

set(CPACK_PACKAGE_NAME fake-ice)
set(CPACK_PACKAGE_CONTACT "The fake-ice authors <fake-ice@localhost>")
set(CPACK_PACKAGE_FILE_NAME fake-ice-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= ${FAKE_ICE_GLIBC}), libgcc-s1")
if(CMAKE_CROSSCOMPILING)
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
endif()
include(CPack)
