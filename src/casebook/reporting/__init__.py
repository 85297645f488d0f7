"""Tell how it went: gradebook, feedback, class report, certificates, item statistics."""
