using Microsoft.ML.Data;

namespace Retrain;

/// <summary>A customer as the table of scores has them.</summary>
internal sealed class Customer
{
    [ColumnName("tenure")]
    public float Tenure { get; set; }

    [ColumnName("calls")]
    public float Calls { get; set; }

    [ColumnName("plan")]
    public string Plan { get; set; } = "";

    [ColumnName("Label")]
    public bool HasLeft { get; set; }
}

/// <summary>What the model says of a customer.</summary>
internal sealed class Answer
{
    public float Probability { get; set; }
}
