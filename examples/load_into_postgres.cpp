// A CSV file of events into Postgres, then sessions and both marts there.
#include <iostream>
#include <libattrib/ingest/loader.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/local_cluster.hpp>
#include <libattrib/postgres/schema.hpp>

int main(int argc, char** argv) try {
    if (argc != 3) throw std::runtime_error("usage: load_into_postgres EVENTS.csv FOLDER");
    // A private server under the folder; any connection string would do as well.
    const attrib::local_cluster server(argv[2]);
    attrib::connection database(server.database());
    attrib::migrate(database);

    attrib::load_options load;
    load.database = server.database();
    const attrib::load_summary loaded = attrib::load_file(argv[1], load);
    std::cout << loaded.added.accepted << " rows added, " << loaded.earlier.accepted
              << " were there\n";

    attrib::rebuild_options rebuild;
    rebuild.database = server.database();
    attrib::rebuild_tables(rebuild, attrib::default_channel_classifier());
    const attrib::query_result rows =
        database.run("select channel, count(*) from mart_last_click group by 1 order by 2 desc, 1");
    for (std::size_t i = 0; i < rows.rows(); ++i)
        std::cout << rows.text(i, 0) << ' ' << rows.integer(i, 1) << '\n';
} catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
}
