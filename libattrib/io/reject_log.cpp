#include <libattrib/io/csv_writer.hpp>
#include <libattrib/io/reject_log.hpp>

namespace attrib {

reject_log::reject_log(const std::string& path) : file_(path) {
    file_.write("file,line,reason,message,text\n");
}

void reject_log::add(const reject& refused) {
    row_.clear();
    append_csv_value(row_, refused.file);
    row_ += ',' + std::to_string(refused.line) + ',';
    row_ += name_of(refused.reason);
    for (const std::string_view text : {std::string_view(refused.message), refused.text}) {
        row_ += ',';
        append_csv_value(row_, text);
    }
    row_ += '\n';
    file_.write(row_);
}

}  // namespace attrib
