#pragma once

#include <string>

namespace boxoffice::postgres {

/// A database of the test program's own, on the server that POSTGRES_URL names; dropped with the object. Throws
/// std::runtime_error when the variable is missing or the server does not answer. Blocks.
class TestDatabase {
public:
    TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;
    ~TestDatabase();

    /// Its address.
    const std::string& url() const { return url_; }
    const std::string& name() const { return name_; }

    /// Runs statements in it; the first column of the last one's first row, empty when there is none.
    std::string run(const std::string& sql) const;
    /// Removes everything that is in it.
    void clear() const;
    /// Lets nobody in and ends all connections, as if the server were away; or lets them in again.
    void admit(bool everybody) const;
    /// Ends all connections to it, or those of one application, and waits until they are gone.
    void end_connections(const std::string& application = "") const;

private:
    std::string server_url_;
    std::string name_;
    std::string url_;
};

}  // namespace boxoffice::postgres
