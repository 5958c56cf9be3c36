#!/bin/sh
# A folder of the library includes itself and what stands before it here, nothing of the programs.
set -eu
layers='core event io collect generate session attribution schema engine converters postgres ingest dbt marts journeys sql_models report http'
status=0
below=''
for layer in $layers; do
    below="$below|$layer"
    wrong=$(grep -rnE '^#include <(libattrib|apps|tests|examples)/' "libattrib/$layer" |
        grep -vE "#include <libattrib/(${below#|})/" || true)
    if [ -n "$wrong" ]; then
        echo "libattrib/$layer includes what it may not:"
        echo "$wrong"
        status=1
    fi
done
for folder in libattrib/*/; do
    case " $layers " in
    *" $(basename "$folder") "*) ;;
    *)
        echo "$folder is no layer: add it to this script and to docs/architecture.md"
        status=1
        ;;
    esac
done
exit $status
