# Writes one C++ file that holds the Go sources of the modelled standard packages: DIR is the folder of packages, OUT the
# file. Run with cmake -P.
file(GLOB_RECURSE files RELATIVE ${DIR} ${DIR}/*.go)
list(SORT files)
set(text "#include \"sim/golang/std_files.h\"\n\nnamespace tricolor::golang {\n\n")
string(APPEND text "const std::vector<StdFile>& stdFiles() {\n    static const std::vector<StdFile> files = {\n")
foreach(name IN LISTS files)
  get_filename_component(package ${name} DIRECTORY)
  file(READ ${DIR}/${name} source)
  string(APPEND text "        {\"${package}\", \"${name}\", R\"~GO~(${source})~GO~\"},\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n}  // namespace tricolor::golang\n")
file(WRITE ${OUT} "${text}")
