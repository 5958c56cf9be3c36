# shellcheck shell=bash
# broker.sh: sourced by run.sh and the benchmark. A real Kafka of one broker in $work, which is its
# own controller (KRaft), by plain java; a Postgres of the programs in $programs beside it.
# Needs: programs (their folder; Kafka's files are kept beside it).
unset DATABASE_URL "${!PG@}"
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-kafka.XXXXXX")
chmod 755 "$work"
jars=$programs/../kafka-jars
broker=
brokers=127.0.0.1:0

skip() {
    echo "skipped: $1"
    exit 77
}

# Kafka's files come once, by Maven.
fetch_kafka() {
    for command in java mvn kcat psql; do
        command -v "$command" >/dev/null || skip "there is no $command"
    done
    [ -e "$jars/.complete" ] && return
    mkdir -p "$jars"
    timeout 600 mvn -q -B -f "$(dirname "${BASH_SOURCE[0]}")/pom.xml" dependency:copy-dependencies \
        -DoutputDirectory="$jars" -DincludeScope=runtime >"$work/maven.log" 2>&1 </dev/null ||
        skip "Maven Central does not give org.apache.kafka:kafka_2.13"
    touch "$jars/.complete"
}

# A port that nobody has now.
free_port() {
    local port
    while port=$((20000 + RANDOM)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

format_kafka() {
    local port controller
    port=$(free_port)
    controller=$(free_port)
    brokers=127.0.0.1:$port
    cat >"$work/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
log.dirs=$work/kafka
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
END
    local id
    id=$(java -cp "$jars/*" kafka.tools.StorageTool random-uuid 2>/dev/null)
    java -cp "$jars/*" kafka.tools.StorageTool format -t "$id" -c "$work/server.properties" \
        >"$work/kafka.log" 2>&1
}

# Waits until it answers.
start_kafka() {
    java -Xmx400m -cp "$jars/*" kafka.Kafka "$work/server.properties" >>"$work/kafka.log" 2>&1 &
    broker=$!
    until kcat -b "$brokers" -L -m 2 >/dev/null 2>&1; do
        kill -0 "$broker" 2>/dev/null || { tail -n 5 "$work/kafka.log"; return 1; }
    done
}

# Does nothing where it was not started or is gone.
kill_kafka() {
    [ -n "$broker" ] || return 0
    kill -KILL "$broker" 2>/dev/null || true
    { wait "$broker"; } 2>/dev/null || true
    broker=
}
