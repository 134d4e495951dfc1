// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_matrix.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kMatrixRow = 32, kColumn = 76, kBar = 3, kScrollBar = 14;  ///< px
constexpr int kFitting = 3;  ///< Seeds that fit without scrolling.

/// Draws the state of a training: words, in the colour of what they mean, and how far it is.
class CellPainter : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto state = index.data(StudyMatrixModel::StateRole);
        const auto& palette = option.palette;
        painter->fillRect(option.rect, palette.color(option.state.testFlag(QStyle::State_Selected) ? QPalette::Midlight : QPalette::Base));
        if (!state.isValid()) return;
        const auto is = [&state](CellState one) { return state.toInt() == static_cast<int>(one); };
        auto colour = palette.color(QPalette::WindowText);
        if (is(CellState::Waiting)) colour = look::quiet();
        else if (is(CellState::Failed)) colour = look::problem();
        else if (is(CellState::Interrupted)) colour = look::warning();
        painter->save();
        auto font = option.font;
        if (is(CellState::Done)) font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(option.rect.adjusted(8, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
        const double part = index.data(StudyMatrixModel::PartRole).toDouble();
        if (is(CellState::Running) || (is(CellState::Interrupted) && part > 0.0)) {
            const QRect track(option.rect.left() + 8, option.rect.bottom() - kBar - 1, option.rect.width() - 16, kBar);
            painter->fillRect(track, palette.color(QPalette::Mid));
            painter->fillRect(QRect(track.topLeft(), QSize(static_cast<int>(track.width() * part), kBar)), look::accent());
        }
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(look::accent());
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        painter->restore();
    }
};

}  // namespace

StudyMatrixModel::StudyMatrixModel(QObject* parent) : QAbstractTableModel(parent) {}

void StudyMatrixModel::setCells(const std::vector<CellStatus>& cells) {
    const bool same = std::ranges::equal(cells, cells_, {}, [](const CellStatus& one) { return one.cell.name; }, [](const CellStatus& one) { return one.cell.name; });
    if (same && !cells_.empty()) {
        cells_ = cells;
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    cells_ = cells;
    rows_.clear();
    seeds_.clear();
    for (const auto& one : cells_)
        if (std::ranges::find(seeds_, one.cell.seed) == seeds_.end()) seeds_.push_back(one.cell.seed);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const auto name = rowText(cells_[i].cell);
        auto row = std::ranges::find(rows_, name, &Row::name);
        if (row == rows_.end()) row = rows_.insert(rows_.end(), Row{name, std::vector<std::optional<std::size_t>>(seeds_.size())});
        row->cells[static_cast<std::size_t>(std::ranges::find(seeds_, cells_[i].cell.seed) - seeds_.begin())] = i;
    }
    endResetModel();
}

void StudyMatrixModel::setPart(const std::string& cell, double part) {
    partOf_ = cell;
    part_ = part;
    const auto place = indexOf(cell);
    if (place.isValid()) Q_EMIT dataChanged(place, place, {PartRole});
}

const CellStatus* StudyMatrixModel::cellAt(const QModelIndex& index) const {
    if (!index.isValid()) return nullptr;
    const auto& place = rows_[static_cast<std::size_t>(index.row())].cells[static_cast<std::size_t>(index.column())];
    return place ? &cells_[*place] : nullptr;
}

QModelIndex StudyMatrixModel::indexOf(const std::string& cell) const {
    for (std::size_t row = 0; row < rows_.size(); ++row)
        for (std::size_t column = 0; column < rows_[row].cells.size(); ++column)
            if (const auto& place = rows_[row].cells[column]; place && cells_[*place].cell.name == cell) return index(static_cast<int>(row), static_cast<int>(column));
    return {};
}

int StudyMatrixModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(rows_.size()); }
int StudyMatrixModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(seeds_.size()); }

QVariant StudyMatrixModel::data(const QModelIndex& index, int role) const {
    const auto* cell = cellAt(index);
    if (cell == nullptr) return {};
    const auto sentence = [cell] { return QStringLiteral("%1: %2").arg(text(cell->cell.title), cell->message.empty() ? stateText(*cell) : text(cell->message)); };
    switch (role) {
        case Qt::DisplayRole: return stateText(*cell);
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole: return sentence();
        case StateRole: return static_cast<int>(cell->state);
        case PartRole: {
            const double within = cell->state == CellState::Running && cell->cell.name == partOf_ ? part_ : 0.0;
            return cell->epochs > 0 ? std::min(1.0, (cell->epoch + within) / cell->epochs) : 0.0;
        }
        default: return {};
    }
}

QVariant StudyMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const bool down = orientation == Qt::Vertical;
    if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && !(down && role == Qt::ToolTipRole)) return {};
    if (down) return rows_[static_cast<std::size_t>(section)].name;
    return tr("Seed %1").arg(seeds_[static_cast<std::size_t>(section)]);
}

Qt::ItemFlags StudyMatrixModel::flags(const QModelIndex& index) const {
    return cellAt(index) == nullptr ? Qt::NoItemFlags : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

StudyMatrix::StudyMatrix(QWidget* parent) : QTableView(parent) {
    setModel(&model_);
    setItemDelegate(new CellPainter(this));
    setSelectionMode(SingleSelection);
    setShowGrid(true);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kMatrixRow);
    verticalHeader()->setMaximumWidth(240);
    verticalHeader()->setTextElideMode(Qt::ElideRight);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setMinimumSectionSize(kColumn);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->setHighlightSections(false);
    setAccessibleName(tr("Trainings of the study"));
    setToolTip(tr("Double-click a training to see its curves and pictures"));
    connect(this, &QTableView::doubleClicked, this, &StudyMatrix::open);
    // As high as what it holds: below the last row there is nothing to see.
    connect(&model_, &QAbstractItemModel::modelReset, this, [this] { setMaximumHeight(horizontalHeader()->sizeHint().height() + model_.rowCount() * kMatrixRow + 2 * frameWidth() + (model_.columnCount() > kFitting ? kScrollBar : 0)); });
}

void StudyMatrix::open(const QModelIndex& index) {
    if (const auto* cell = model_.cellAt(index)) Q_EMIT cellOpened(*cell);
}

void StudyMatrix::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return open(currentIndex());
    QTableView::keyPressEvent(event);
}

}  // namespace gano

#include "moc_study_matrix.cpp"
