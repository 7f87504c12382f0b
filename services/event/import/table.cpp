#include "services/event/import/table.hpp"

namespace boxoffice::event {

namespace {

class TableReader {
public:
    explicit TableReader(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    std::vector<TableRow> rows() {
        std::vector<TableRow> rows;
        while (at_ < text_.size()) {
            auto row = next_row();
            if (row.cells.size() > 1 || !row.cells.front().empty()) rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    TableRow next_row() {
        TableRow row{.line = line_, .cells = {}};
        for (bool more = true; more;) {
            row.cells.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted_cell(row) : plain_cell());
            more = at_ < text_.size() && text_[at_] == ',';
            if (more) ++at_;
        }
        end_line();
        return row;
    }

    std::string plain_cell() {
        const auto end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
        std::string cell(text_.substr(at_, end - at_));
        at_ = end;
        return cell;
    }

    std::string quoted_cell(TableRow& row) {
        std::string cell;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\n') ++line_;
            if (text_[at_] != '"') {
                cell += text_[at_];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                cell += text_[++at_];
            } else {
                ++at_;
                const auto rest = plain_cell();
                row.torn = row.torn || !rest.empty();
                return cell;
            }
        }
        row.torn = true;
        return cell;
    }

    void end_line() {
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        ++line_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::int64_t line_ = 1;
};

}  // namespace

std::vector<TableRow> read_table(std::string_view text) { return TableReader(text).rows(); }

}  // namespace boxoffice::event
