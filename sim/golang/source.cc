#include "sim/golang/source.h"

#include <map>

#include "sim/golang/std_files.h"

namespace tricolor::golang {

const std::vector<SourceFile>& stdSources(const std::string& path) {
    static const std::map<std::string, std::vector<SourceFile>> packages = [] {
        std::map<std::string, std::vector<SourceFile>> all;
        for (const StdFile& f : stdFiles()) all[f.package].push_back({"$GOROOT/src/" + f.name, f.text});
        return all;
    }();
    static const std::vector<SourceFile> none;
    const auto at = packages.find(path);
    return at == packages.end() ? none : at->second;
}

}  // namespace tricolor::golang
