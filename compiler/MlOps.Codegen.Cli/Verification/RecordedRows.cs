using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Compiler.Pipeline;
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
        if (model.Document.Model.Common.Verification is not { Rows.Length: > 0 } verification)
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

        var rows = verification.Rows.Select((cells, number) => new VerificationRow(
            [.. places.Select((place, i) => place < 0 ? Scalar.Missing : Read(model, verification, cells, place, inputs[i].Type, number))],
            [.. recorded.Select(entry => Read(model, verification, cells, entry.Place, entry.Schema.Type, number))]));
        return new RecordedRows(
            [.. recorded.Select(entry => new ParityColumn(entry.Schema.Name, entry.Type, ToleranceOf(verification.Fields[entry.Place])))],
            [.. rows]);
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

    private static Tolerance ToleranceOf(VerificationField field) => new(field.Precision, field.ZeroThreshold);

    private static Scalar Read(
        LoadedModel model, ModelVerification verification, ImmutableArray<string?> cells, int place, DataType type, int number)
    {
        if (cells[place] is not { } text)
        {
            return Scalar.Missing;
        }

        return TextValue.Parse(text, type) ?? throw new CommandFailure(
            ExitCodes.Model,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{verification.Location}: row {number + 1} of the ModelVerification: '{text}' for '{verification.Fields[place].Field}' is not of type {type} ({model.Path})"));
    }
}
