using System.Collections.Immutable;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>The rows of a file's ModelVerification: inputs, and the results that its producer saw.</summary>
/// <param name="Columns">The outputs for which results are recorded, with the tolerances that the file states.</param>
/// <param name="Rows">The rows.</param>
internal sealed record RecordedRows(ImmutableArray<ParityColumn> Columns, ImmutableArray<VerificationRow> Rows)
{
    /// <summary>Reads the rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">The columns that a row needs.</param>
    /// <returns>The rows; null where the file has none, or none with a result that the model yields.</returns>
    /// <exception cref="CommandFailure">A value is not of its field's type.</exception>
    public static RecordedRows? Of(LoadedModel model, ImmutableArray<FieldSchema> inputs)
    {
        if (model.Pipeline?.Model.Common is not { Verification: { Rows.Length: > 0 } verification } common)
        {
            return null;
        }

        var places = inputs.Select(input => IndexOf(verification, input.Name)).ToArray();
        var recorded = model.Plan.Outputs
            .Select(output => (output.Schema, output.Value.Type, Place: IndexOf(verification, output.Schema.Name)))
            .Where(entry => entry.Place >= 0)
            .ToArray();
        if (recorded.Length == 0)
        {
            return null;
        }

        bool IsSingle(FieldSchema output) => output.Type == DataType.Float || common.MathContext == MathContext.Float;
        var diagnostics = new DiagnosticBag();
        ImmutableArray<VerificationRow> rows =
        [
            .. verification.Rows.Select((cells, number) => new VerificationRow(
                [.. places.Select((place, i) => place < 0 ? Scalar.Missing : Read(cells[place], verification.Fields[place], inputs[i].Type, number, diagnostics))],
                [.. recorded.Select(entry => Read(cells[entry.Place], verification.Fields[entry.Place], entry.Schema.Type, number, diagnostics))])),
        ];
        ModelLoader.Show(diagnostics);
        if (diagnostics.HasErrors)
        {
            throw new CommandFailure(ExitCodes.Model, $"{model.Path}: the file's ModelVerification cannot be read");
        }

        return new RecordedRows(
            [.. recorded.Select(entry => new ParityColumn(entry.Schema.Name, entry.Type, ToleranceOf(verification.Fields[entry.Place], IsSingle(entry.Schema))))],
            rows);
    }

    private static int IndexOf(ModelVerification verification, string field)
    {
        for (int i = 0; i < verification.Fields.Length; i++)
        {
            if (verification.Fields[i].Field == field)
            {
                return i;
            }
        }

        return -1;
    }

    private static Tolerance ToleranceOf(VerificationField field, bool isSingle) =>
        Tolerance.OfRecordedRows(field.Precision, field.ZeroThreshold, isSingle);

    private static Scalar Read(string? text, VerificationField field, DataType type, int number, DiagnosticBag diagnostics)
    {
        if (text is null)
        {
            return Scalar.Missing;
        }

        if (TextValue.Parse(text, type) is { } value)
        {
            return value;
        }

        diagnostics.Report(DiagnosticDescriptors.InvalidVerificationValue, field.Location, number + 1, text, field.Field, type);
        return Scalar.Missing;
    }
}
