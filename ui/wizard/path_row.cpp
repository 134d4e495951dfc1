// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/path_row.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kAfterTyping = 500;  ///< ms

}  // namespace

PathRow::PathRow(const QString& what, const QString& placeholder, QWidget* parent)
    : QWidget(parent), what_(what), edit_(new QLineEdit(this)), browse_(new QPushButton(tr("Choose folder…"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    edit_->setPlaceholderText(placeholder);
    edit_->setAccessibleName(what);
    edit_->setClearButtonEnabled(true);
    browse_->setIcon(look::icon(QStringLiteral("folder")));
    browse_->setAutoDefault(false);
    auto* file = new QPushButton(tr("Choose file…"), this);
    file->setToolTip(tr("One file with several images: a stack, or an HDF5 file"));
    file->setAutoDefault(false);
    row->addWidget(edit_, 1);
    row->addWidget(browse_);
    row->addWidget(file);
    setAcceptDrops(true);
    edit_->setAcceptDrops(false);
    typed_.setSingleShot(true);
    typed_.setInterval(kAfterTyping);
    connect(edit_, &QLineEdit::textEdited, &typed_, qOverload<>(&QTimer::start));
    connect(edit_, &QLineEdit::editingFinished, this, [this] { if (typed_.isActive()) take(edit_->text()); });
    connect(&typed_, &QTimer::timeout, this, [this] { take(edit_->text()); });
    connect(browse_, &QPushButton::clicked, this, &PathRow::browse);
    connect(file, &QPushButton::clicked, this, &PathRow::browseFile);
}

void PathRow::setPath(const std::filesystem::path& path) { edit_->setText(text(path)); }

std::filesystem::path PathRow::path() const { return toPath(edit_->text().trimmed()); }

void PathRow::take(const QString& path) {
    typed_.stop();
    if (edit_->text() != path) edit_->setText(path);
    Q_EMIT chosen(this->path());
}

void PathRow::browse() {
    const auto folder = QFileDialog::getExistingDirectory(this, what_, edit_->text());
    if (!folder.isEmpty()) take(folder);
}

void PathRow::browseFile() {
    const auto file = QFileDialog::getOpenFileName(this, what_, edit_->text());
    if (!file.isEmpty()) take(file);
}

void PathRow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile()) event->acceptProposedAction();
}

void PathRow::dropEvent(QDropEvent* event) { take(event->mimeData()->urls().front().toLocalFile()); }

}  // namespace gano

#include "moc_path_row.cpp"
