// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/pick_list.h"

#include <QKeyEvent>
#include <algorithm>

namespace gano {
namespace {

constexpr int kListRow = 28, kMostRows = 6;  ///< px; rows

}  // namespace

PickList::PickList(QWidget* parent) : QListWidget(parent) {
    setSelectionMode(SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setTextElideMode(Qt::ElideMiddle);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QListWidget::itemChanged, this, [this] { if (!filling_) Q_EMIT edited(); });
}

QListWidgetItem* PickList::find(const QString& id) const {
    for (int i = 0; i < count(); ++i)
        if (item(i)->data(Qt::UserRole).toString() == id) return item(i);
    return nullptr;
}

void PickList::add(const QString& id, const QString& words, const QString& help) {
    filling_ = true;
    auto* row = find(id);
    if (row == nullptr) {
        row = new QListWidgetItem(this);
        row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        row->setCheckState(Qt::Unchecked);
        row->setData(Qt::UserRole, id);
        row->setSizeHint(QSize(0, kListRow));
    }
    row->setText(words);
    row->setToolTip(help);
    filling_ = false;
    updateGeometry();
}

void PickList::tick(const QStringList& ids) {
    filling_ = true;
    for (int i = 0; i < count(); ++i) item(i)->setCheckState(ids.contains(item(i)->data(Qt::UserRole).toString()) ? Qt::Checked : Qt::Unchecked);
    filling_ = false;
}

QStringList PickList::ticked() const {
    QStringList ids;
    for (int i = 0; i < count(); ++i)
        if (item(i)->checkState() == Qt::Checked) ids << item(i)->data(Qt::UserRole).toString();
    return ids;
}

QSize PickList::sizeHint() const { return {240, std::clamp(count(), 1, kMostRows) * kListRow + 2 * frameWidth() + 2}; }

void PickList::keyPressEvent(QKeyEvent* event) {
    // Space ticks also where no row was made the current one by hand.
    if (event->key() == Qt::Key_Space && currentItem() == nullptr && count() > 0) setCurrentRow(0);
    QListWidget::keyPressEvent(event);
}

}  // namespace gano

#include "moc_pick_list.cpp"
