using MlOps.Codegen.Artifacts.Monitoring;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>What the figures of <c>window_metric</c> are.</summary>
public static class MetricCatalog
{
    private static readonly MetricDescription[] Known =
    [
        new("auc", ReportArea.Accuracy, "Area under the ROC curve"),
        new("gini", ReportArea.Accuracy, "Gini coefficient"),
        new("separation", ReportArea.Accuracy, "Separation of the classes (KS)"),
        new("positive_rate", ReportArea.Accuracy, "Share of positive outcomes"),
        new("brier", ReportArea.Accuracy, "Brier score"),
        new("log_loss", ReportArea.Accuracy, "Log loss"),
        new("calibration_error", ReportArea.Accuracy, "Calibration error"),
        new("calibration_bias", ReportArea.Accuracy, "Calibration bias"),
        new("calibration_slope", ReportArea.Accuracy, "Calibration slope"),
        new("calibration_z", ReportArea.Accuracy, "Spiegelhalter’s calibration statistic"),
        new("misclassification", ReportArea.Accuracy, "Wrong decisions"),
        new("decision_precision", ReportArea.Accuracy, "Precision of decisions"),
        new("decision_recall", ReportArea.Accuracy, "Recall of decisions"),
        new("mae", ReportArea.Accuracy, "Mean absolute error"),
        new("rmse", ReportArea.Accuracy, "Root mean squared error"),
        new("r2", ReportArea.Accuracy, "R²"),
        new("aic", ReportArea.Accuracy, "Akaike’s information criterion"),
        new("bic", ReportArea.Accuracy, "Bayesian information criterion"),
        new("estimated_accuracy", ReportArea.Accuracy, "Estimated accuracy"),
        new("estimated_precision", ReportArea.Accuracy, "Estimated precision"),
        new("estimated_recall", ReportArea.Accuracy, "Estimated recall"),
        new("paired_auc", ReportArea.Challenger, "Champion's area under the ROC curve"),
        new("challenger_auc", ReportArea.Challenger, "Challenger's area under the ROC curve"),
        new("auc_difference", ReportArea.Challenger, "Challenger less champion"),
        new("auc_difference_variance", ReportArea.Challenger, "Variance of the difference"),
        new("paired_positives", ReportArea.Challenger, "Positive rows that both scored"),
        new("only_champion_right", ReportArea.Challenger, "Rows that only the champion decided right"),
        new("only_challenger_right", ReportArea.Challenger, "Rows that only the challenger decided right"),
        new("selection_ratio", ReportArea.Fairness, "Ratio of selection rates"),
        new("equalized_odds", ReportArea.Fairness, "Difference of odds"),
        new("calibration_gap", ReportArea.Fairness, "Gap of calibration"),
        new("runs", ReportArea.Operations, "Runs"),
        new("failed_runs", ReportArea.Operations, "Failed runs"),
        new("rows_per_second", ReportArea.Operations, "Rows per second"),
        new("rejected_rows", ReportArea.Operations, "Rejected rows"),
        new("run_seconds", ReportArea.Operations, "Seconds of runs"),
        new("processor_seconds", ReportArea.Operations, "Seconds of processors"),
        new("peak_memory_bytes", ReportArea.Operations, "Largest memory in bytes"),
        new("exact_kolmogorov_smirnov", ReportArea.Inputs, "Exact Kolmogorov-Smirnov statistic"),
        new("exact_wasserstein", ReportArea.Inputs, "Exact Wasserstein distance"),
    ];

    /// <summary>The area that a figure belongs to: that of worth for the user's own, that of accuracy for what is not known here.</summary>
    /// <param name="metric">The figure's name.</param>
    /// <param name="values">The user's own.</param>
    public static ReportArea AreaOf(string metric, IReadOnlyList<ValueMeasure> values) =>
        values.Any(value => value.Name == metric) ? ReportArea.Value : Find(metric)?.Area ?? ReportArea.Accuracy;

    /// <summary>What a figure is called on a page.</summary>
    /// <param name="metric">The figure's name.</param>
    public static string Title(string metric) => Find(metric)?.Title ?? metric;

    /// <summary>Where a figure stands among others: those that are not known here come last.</summary>
    /// <param name="metric">The figure's name.</param>
    public static int Place(string metric) => Array.FindIndex(Known, description => description.Metric == metric) is var place and >= 0 ? place : Known.Length;

    private static MetricDescription? Find(string metric) => Array.Find(Known, description => description.Metric == metric);

    private sealed record MetricDescription(string Metric, ReportArea Area, string Title);
}
