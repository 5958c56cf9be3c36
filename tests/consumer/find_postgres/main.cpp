// A program of someone else's that uses the database layer: no server is there, and it says so.
#include <cstdio>
#include <libattrib/core/error.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/copy_encoder.hpp>

int main() {
    std::string row;
    attrib::copy_encoder(row).amount(attrib::money{20'000'000});
    std::printf("%zu\n", row.size());
    try {
        const attrib::connection database("host=/nowhere");
    } catch (const attrib::failure& failed) {
        std::printf("%s\n", std::string(name_of(failed.code())).c_str());
    }
}
