// attrib-generate: made-up events as CSV, and the right answer to them.
#include <apps/console/interrupt.hpp>
#include <apps/console/output_clash.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/generate/options.hpp>
#include <filesystem>
#include <libattrib/core/ordered_output.hpp>
#include <libattrib/generate/truth.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <libattrib/io/output_file.hpp>

namespace {

using namespace attrib;

constexpr std::size_t rows_a_piece = 8192;
constexpr std::size_t bytes_a_row = 200;  // about

std::string truth_path(const std::string& folder, std::string_view table) {
    return folder + "/" + std::string(table) + ".csv";
}

void write_rows(const generator& made, unsigned threads, output_file& out) {
    const std::size_t total = made.deliveries().size();
    console::progress bar("writing", console::progress_unit::rows, total);
    write_in_order<std::string>(
        (total + rows_a_piece - 1) / rows_a_piece, threads, std::size_t{2} * threads,
        [&](unsigned, std::size_t number, const auto&) {
            console::throw_if_interrupted();
            const std::size_t begin = number * rows_a_piece;
            std::string rows;
            rows.reserve(rows_a_piece * bytes_a_row);
            made.append_rows(begin, std::min(total, begin + rows_a_piece), rows);
            bar.update(begin);
            return rows;
        },
        [&](std::string&& rows) { out.write(rows); });
}

void write_truth(const generator& made, const std::string& folder) {
    const truth meant = truth_of(made);
    std::error_code wrong;
    std::filesystem::create_directories(folder, wrong);
    if (wrong) throw_write_failure(folder, wrong.value());
    for (const auto& [table, rows] : true_tables) {
        output_file file(truth_path(folder, table));
        file.write(meant.*rows);
        file.commit();
    }
}

void check_places(const generate_options& options) {
    std::vector<std::string> outputs{options.output};
    if (!options.truth.empty())
        for (const auto& [table, rows] : true_tables)
            outputs.push_back(truth_path(options.truth, table));
    console::refuse_output_clash({}, outputs);
}

int run(const generate_options& options) {
    console::watch_interrupts(console::stopping::within_a_second);
    const scenario wanted = options.wanted();
    check_places(options);
    output_file out(options.output);
    const generator made = generator::make(wanted, options.threads()).value();
    std::string header;
    append_event_header(header);
    out.write(header);
    write_rows(made, options.threads(), out);
    if (!options.truth.empty()) write_truth(made, options.truth);
    out.commit();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    generate_options options;
    console::program self{.name = "attrib-generate",
                          .purpose = "makes up GA4-like events, the same for the same options",
                          .usage = "",
                          .examples = {"attrib-generate --events 1000000 --output events.csv",
                                       "attrib-generate --events 50000 --seed 7 --truth meant "
                                       "--output events.csv",
                                       "attrib-generate --events 20000 | attrib-stream --rate "
                                       "1000 -"}};
    options.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(options); });
}
