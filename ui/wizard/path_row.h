// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>
#include <filesystem>

class QLineEdit;
class QPushButton;

namespace gano {

/// A path that is typed, chosen as a folder or as one file with several images, or dropped.
class PathRow : public QWidget {
    Q_OBJECT
public:
    PathRow(const QString& what, const QString& placeholder, QWidget* parent = nullptr);

    void setPath(const std::filesystem::path& path);  ///< Without a signal.
    std::filesystem::path path() const;
    void browse();

Q_SIGNALS:
    void chosen(const std::filesystem::path& path);  ///< Half a second after typing, at once after choosing.

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void take(const QString& path);
    void browseFile();

    QString what_;
    QLineEdit* edit_;
    QPushButton* browse_;
    QTimer typed_;
};

}  // namespace gano
