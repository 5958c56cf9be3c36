#include <algorithm>
#include <cstdlib>
#include <libattrib/core/error.hpp>
#include <libattrib/io/spill_file.hpp>
#include <string>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

// TMPDIR as long as this lives.
class temporary_place {
   public:
    explicit temporary_place(const std::string& folder) {
        if (const char* const before = std::getenv("TMPDIR")) before_ = before;
        ::setenv("TMPDIR", folder.c_str(), 1);
    }
    temporary_place(const temporary_place&) = delete;
    temporary_place& operator=(const temporary_place&) = delete;
    ~temporary_place() {
        if (before_.empty())
            ::unsetenv("TMPDIR");
        else
            ::setenv("TMPDIR", before_.c_str(), 1);
    }

   private:
    std::string before_;
};

TEST_CASE("every stretch reads back as it was written, in any order") {
    spill_file file;
    std::vector<std::pair<std::string, spill_file::extent>> written;
    for (std::size_t size = 0; size < 3000; size = size * 3 + 1)
        written.emplace_back(std::string(size, static_cast<char>('a' + size % 26)),
                             spill_file::extent{});
    for (auto& [text, where] : written) where = file.append(text);
    std::ranges::reverse(written);
    for (const auto& [text, where] : written) {
        std::string back(where.size, ' ');
        file.read(where, back.data());
        CHECK(back == text);
    }
}

TEST_CASE("the file has no name, and moving it keeps it") {
    const test::temporary_directory folder;
    const temporary_place here(folder.path());
    spill_file first;
    const auto where = first.append("kept");
    CHECK(std::filesystem::is_empty(folder.path()));
    const spill_file second(std::move(first));
    std::string back(4, ' ');
    second.read(where, back.data());
    CHECK(back == "kept");
}

TEST_CASE("a folder that is not there is an error that says what to set") {
    const temporary_place nowhere("/nonexistent");
    CHECK_THROWS_WITH(spill_file(), Catch::Matchers::Contains("/nonexistent") &&
                                        Catch::Matchers::Contains("TMPDIR"));
}

TEST_CASE("reading past the end is an error") {
    spill_file file;
    std::string out(8, ' ');
    CHECK_THROWS_AS(file.read({0, 8}, out.data()), failure);
}

}  // namespace
}  // namespace attrib
