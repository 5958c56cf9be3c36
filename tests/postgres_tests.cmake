# Tests of libattrib/postgres: those that need no server, and those on a private one of their own.
attrib_test(postgres_unit_test LABELS unit threads
    SOURCES
        unit/postgres/bounded_queue_test.cpp
        unit/postgres/copy_decoder_test.cpp
        unit/postgres/copy_encoder_test.cpp
        unit/postgres/ledger_pieces_test.cpp
        unit/postgres/source_identity_test.cpp
    LIBRARIES attrib::postgres)

attrib_test(postgres_test WHOLE LABELS postgres
    SOURCES
        postgres/advisory_lock_test.cpp
        postgres/child_process_test.cpp
        postgres/connection_test.cpp
        postgres/copy_stream_test.cpp
        postgres/loader_test.cpp
        postgres/local_cluster_test.cpp
        postgres/raw_batch_test.cpp
        postgres/schema_test.cpp
    LIBRARIES attrib::postgres)
