#pragma once

#include "platform/postgres/parameters.hpp"

#include <memory>

struct pg_result;

namespace boxoffice::postgres {

/// One row of a Result, which must outlive it. Values are read by column, from 0. Reading a column as another type than
/// it has, or a NULL where none is expected, throws std::runtime_error.
class Row {
public:
    Row(const pg_result* result, int index) : result_(result), index_(index) {}

    bool is_null(int column) const;
    bool boolean(int column) const;
    std::int64_t integer(int column) const;  ///< int8 and int4
    double real(int column) const;
    std::string text(int column) const;
    Uuid uuid(int column) const;
    Timestamp time(int column) const;  ///< cut to milliseconds
    std::vector<std::uint8_t> bytes(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;
    std::optional<std::string> optional_text(int column) const;
    std::optional<Timestamp> optional_time(int column) const;

private:
    std::string_view value(int column) const;
    Type type(int column) const;
    std::string_view value(int column, Type expected) const;

    const pg_result* result_;
    int index_;
};

/// What one statement gave.
class Result {
public:
    Result() = default;  ///< of no statement: no rows
    explicit Result(std::shared_ptr<const pg_result> result) : result_(std::move(result)) {}

    std::size_t size() const;
    bool empty() const { return size() == 0; }
    Row operator[](std::size_t index) const { return {result_.get(), static_cast<int>(index)}; }
    /// The number of rows that INSERT, UPDATE, DELETE or SELECT touched.
    std::int64_t affected() const;
    /// What the statement was and did, as "INSERT 0 1" or "ROLLBACK".
    std::string_view tag() const;

    class Iterator {
    public:
        Iterator(const pg_result* result, std::size_t index) : result_(result), index_(index) {}
        Row operator*() const { return {result_, static_cast<int>(index_)}; }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator==(const Iterator&) const = default;

    private:
        const pg_result* result_;
        std::size_t index_;
    };
    Iterator begin() const { return {result_.get(), 0}; }
    Iterator end() const { return {result_.get(), size()}; }

private:
    std::shared_ptr<const pg_result> result_;
};

}  // namespace boxoffice::postgres
