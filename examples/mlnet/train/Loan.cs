using Microsoft.ML.Data;

namespace Train;

/// <summary>A loan application, as it stands in the file.</summary>
internal sealed class Loan
{
    [LoadColumn(0)]
    [ColumnName("id")]
    public float Id { get; set; }

    [LoadColumn(1)]
    [ColumnName("status")]
    public string Status { get; set; } = "";

    [LoadColumn(2)]
    [ColumnName("duration")]
    public float Duration { get; set; }

    [LoadColumn(3)]
    [ColumnName("history")]
    public string History { get; set; } = "";

    [LoadColumn(4)]
    [ColumnName("purpose")]
    public string Purpose { get; set; } = "";

    [LoadColumn(5)]
    [ColumnName("amount")]
    public float Amount { get; set; }

    [LoadColumn(6)]
    [ColumnName("savings")]
    public string Savings { get; set; } = "";

    [LoadColumn(7)]
    [ColumnName("employment")]
    public string Employment { get; set; } = "";

    [LoadColumn(8)]
    [ColumnName("installment_rate")]
    public float InstallmentRate { get; set; }

    [LoadColumn(9)]
    [ColumnName("age")]
    public float Age { get; set; }

    [LoadColumn(10)]
    [ColumnName("housing")]
    public string Housing { get; set; } = "";

    [LoadColumn(11)]
    [ColumnName("risk")]
    public string Risk { get; set; } = "";
}

/// <summary>What the model answers.</summary>
internal sealed class Answer
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }
}
