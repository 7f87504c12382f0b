#include "platform/postgres/testing/test_database.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <stdexcept>

namespace boxoffice::postgres {

namespace {

std::string run_at(const std::string& url, const std::string& sql) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url.c_str()), PQfinish);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

std::string server_url() {
    const char* url = std::getenv("POSTGRES_URL");
    if (!url) throw std::runtime_error("POSTGRES_URL is not set; start the engines and take it from script/stack env");
    return url;
}

std::string random_name() {
    std::random_device random;
    return fmt::format("boxoffice_test_{:08x}{:08x}", random(), random());
}

std::string with_database(const std::string& url, const std::string& name) {
    const auto question = url.find('?');
    const auto path = url.find('/', url.find("//") + 2);
    return url.substr(0, std::min(path, question)) + '/' + name +
           (question == std::string::npos ? "" : url.substr(question));
}

}  // namespace

TestDatabase::TestDatabase()
    : server_url_(server_url()), name_(random_name()), url_(with_database(server_url_, name_)) {
    run_at(server_url_, "CREATE DATABASE " + name_);
    // It will not outlive the program, so nothing need reach the disk.
    run_at(server_url_, "ALTER DATABASE " + name_ + " SET synchronous_commit = off");
}

TestDatabase::~TestDatabase() {
    try {
        run_at(server_url_, "DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << '\n';
    }
}

std::string TestDatabase::run(const std::string& sql) const { return run_at(url_, sql); }

void TestDatabase::clear() const {
    run_at(url_, "SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

void TestDatabase::admit(bool everybody) const {
    run_at(server_url_, "ALTER DATABASE " + name_ + " ALLOW_CONNECTIONS " + (everybody ? "true" : "false"));
    if (!everybody) end_connections();
}

void TestDatabase::end_connections(const std::string& application) const {
    run_at(server_url_, "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = '" +
                            name_ + "' AND backend_type = 'client backend' AND '" + application +
                            "' IN ('', application_name)");
}

}  // namespace boxoffice::postgres
