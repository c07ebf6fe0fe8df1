namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>Requests to train a model again, in an engine's SQL. They are kept in one table, a line each.</summary>
public interface IRetrainSql
{
    /// <summary>The columns of a request, in the order in which <see cref="Requests"/> yields them.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The statement that creates the table unless it is there.</summary>
    string Create();

    /// <summary>The query for all requests of the model, the first one first.</summary>
    string Requests();

    /// <summary>The query for the number that the next request of any model gets.</summary>
    string NextNumber();

    /// <summary>The statement that adds a request.</summary>
    /// <param name="values">A value per column, as the engine writes it.</param>
    string Add(IReadOnlyList<string> values);

    /// <summary>The statement that replaces what a request says.</summary>
    /// <param name="number">The request's number, which is the first column.</param>
    /// <param name="values">A value per column, as the engine writes it.</param>
    string Change(long number, IReadOnlyList<string> values);

    /// <summary>The query for how many rows there are, and of how many the outcome is known.</summary>
    /// <param name="from">Where they begin, as the engine writes it; null for the first row.</param>
    /// <param name="to">Before which time they end; null for the last row.</param>
    string Labels(string? from, string? to);

    /// <summary>The query for the latest values of a figure, the latest window first; windows without it are left out.</summary>
    /// <param name="metric">The figure.</param>
    /// <param name="baseline">The baseline's hash.</param>
    /// <param name="from">From which time on windows count, as the engine writes it; null for all.</param>
    string Values(RetrainMetric metric, string baseline, string? from);

    /// <summary>
    /// The query for rows whose outcome is known: the inputs, each as the type that it is read as, and 1 or 0 for the outcome.
    /// </summary>
    /// <param name="inputs">Names and types of inputs: the types' names are those of the plan's types of data.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="to">Before which time they end.</param>
    string Labelled(IReadOnlyList<(string Name, string Type)> inputs, string from, string to);
}
